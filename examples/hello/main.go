// Hello is a small function as many are: it answers HTTP on one port, reads its configuration,
// asks one upstream service and writes into one folder. It knows nothing of goguard. Four more
// URLs do what an attacker would make it do; hello.cfg is what keeps them from working.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

// config is the JSON file named by -config.
type config struct {
	Greeting string `json:"greeting"`
	Upstream string `json:"upstream"` // URL of the service that /upstream asks
	Data     string `json:"data"`     // folder that /save writes into
}

func readConfig(path string) (config, error) {
	var c config
	text, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(text, &c)
}

func port() string {
	if p := os.Getenv("PORT"); p != "" {
		return p
	}
	return "8080"
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("hello: ")
	configPath := flag.String("config", "hello.json", "configuration file")
	portFlag := flag.String("port", port(), "port on 127.0.0.1")
	secret := flag.String("secret", "/etc/shadow", "file that /secret tries to read")
	credentials := flag.String("credentials", "http://169.254.169.254/latest/meta-data/",
		"URL that /credentials tries to reach")
	upstream := flag.Bool("upstream", false, "be the upstream service instead")
	freePort := flag.Bool("free-port", false, "print a port that is free, and end")
	flag.Parse()

	switch {
	case *freePort:
		printFreePort()
	case *upstream:
		serveUpstream(*portFlag)
	default:
		c, err := readConfig(*configPath)
		if err != nil {
			log.Fatalf("cannot read '%s': %v", *configPath, err)
		}
		serve(*portFlag, routes(c, *secret, *credentials))
	}
}

func routes(c config, secret, credentials string) http.Handler {
	mux := http.NewServeMux()
	handle := func(path string, act func(*http.Request) (string, error)) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { answer(w, r, act) })
	}
	handle("/", func(*http.Request) (string, error) { return c.Greeting, nil })
	handle("/upstream", func(*http.Request) (string, error) { return fetch(c.Upstream) })
	handle("/save", func(r *http.Request) (string, error) { return save(c.Data, r.URL.Query().Get("name")) })
	handle("/secret", func(*http.Request) (string, error) { return readSecret(secret) })
	handle("/credentials", func(*http.Request) (string, error) { return fetch(credentials) })
	handle("/shell", func(*http.Request) (string, error) { return runShell() })
	handle("/ptrace", func(*http.Request) (string, error) { return tamperWithParent() })
	return mux
}

func serve(port string, h http.Handler) {
	l, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on %s\n", l.Addr())
	log.Fatal(http.Serve(l, h))
}

func serveUpstream(port string) {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "sunny, 21 degrees") })
	// where the demo may not ask the real one
	mux.HandleFunc("/latest/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "iam/ (a stand-in)") })
	serve(port, mux)
}

func printFreePort() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	l.Close()
}
