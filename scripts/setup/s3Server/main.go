// A server that speaks S3, in memory, for the tests: conditional writes are decided under one lock.
// Prints {"event":"listening","port":N} once it listens, and ends when its standard input does: it never outlives the
// test that started it.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

func main() {
	host := flag.String("host", "127.0.0.1:0", "address to listen on; port 0 takes a free one")
	bucket := flag.String("bucket", "podshift", "bucket that is there from the start")
	flag.Parse()
	if err := serve(*host, *bucket); err != nil {
		log.Fatal(err)
	}
}

func serve(host, bucket string) error {
	backend := s3mem.New()
	if err := backend.CreateBucket(bucket); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", host)
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Printf("{\"event\":\"listening\",\"port\":%d}\n", listener.Addr().(*net.TCPAddr).Port)
	return http.Serve(listener, gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
}
