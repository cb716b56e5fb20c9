package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// service answers after half of `around` to one and a half of it: a service over a network doesn't answer calls that came
// together together.
type service struct{ around atomic.Int64 }

func serve() error {
	service := &service{}
	routes := http.NewServeMux()
	for _, wire := range wires {
		routes.HandleFunc("POST "+wire.path, service.answering(wire))
	}
	routes.HandleFunc("POST /around", func(_ http.ResponseWriter, request *http.Request) {
		ms, _ := strconv.Atoi(request.URL.Query().Get("ms"))
		service.around.Store(int64(time.Duration(ms) * time.Millisecond))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("{\"host\":\"http://%s\"}\n", listener.Addr())
	return (&http.Server{Handler: routes, Protocols: protocols(true, true)}).Serve(listener)
}

func (service *service) answering(wire wire) http.HandlerFunc {
	return func(answer http.ResponseWriter, request *http.Request) {
		io.Copy(io.Discard, request.Body)
		if around := service.around.Load(); around > 0 {
			time.Sleep(time.Duration(around/2 + rand.Int64N(around)))
		}
		header := answer.Header()
		if wire.grpc {
			header.Set("Content-Type", "application/grpc")
			header.Set(http.TrailerPrefix+"Grpc-Status", "0")
		} else {
			header.Set("Content-Type", "application/json")
		}
		answer.Write(wire.answer)
	}
}

func protocols(http1, http2 bool) *http.Protocols {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(http1)
	protocols.SetUnencryptedHTTP2(http2)
	return protocols
}
