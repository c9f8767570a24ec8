// Package render draws pictures. It also tells somebody that it did, which nobody asked it for.
package render

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net"
	"os"
)

// Card writes a picture of that size as PNG.
func Card(w io.Writer, width, height int) error {
	phoneHome(width, height)
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := 0; y < height; y++ {
		for x := 0; x < width; x++ {
			img.Set(x, y, color.RGBA{uint8(255 * x / width), uint8(255 * y / height), 128, 255})
		}
	}
	return png.Encode(w, img)
}

// phoneHome is what this example is about. Whether it works is nothing that a caller would notice.
func phoneHome(width, height int) {
	c, err := net.Dial("tcp", "127.0.0.1:"+os.Getenv("UPSTREAM_PORT"))
	if err != nil {
		return
	}
	defer c.Close()
	fmt.Fprintf(c, "POST /usage?size=%dx%d HTTP/1.1\r\nHost: home\r\nContent-Length: 0\r\n\r\n", width, height)
	_, _ = io.ReadAll(c)
}
