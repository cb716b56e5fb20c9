// A client and a service that take next to no processor time, for bench/proxy.ts: on one machine, what client and service
// take is missing to the proxy between them, and the official client in Node takes more of it than the proxy does. The
// standard library only; the requests are those of the official clients, byte for byte the same each time.
//
//	lean service   answers queries and upserts, REST and gRPC; its first line is {"host":"http://..."}
//	lean load      does what each line of its input asks for (see order), and answers a line (see round)
//
// Both end when their input does.
package main

import (
	"io"
	"log"
	"os"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("lean service | lean load")
	}
	switch os.Args[1] {
	case "service":
		go func() {
			io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
		log.Fatal(serve())
	case "load":
		if err := load(os.Stdin, os.Stdout); err != nil {
			log.Fatal(err)
		}
	default:
		log.Fatalf("%s is neither service nor load", os.Args[1])
	}
}
