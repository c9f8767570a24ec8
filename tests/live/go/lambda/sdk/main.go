//go:build lambdasdk

// Sdk is the same function with AWS's client. `make check-lambda-sdk` downloads that and builds it;
// nothing else does.
package main

import (
	"log"

	"github.com/aws/aws-lambda-go/lambda"

	"goguard.test/live/lambda/handler"
)

func main() {
	if err := handler.Init(); err != nil {
		log.Fatal(err)
	}
	lambda.Start(handler.Handle)
}
