package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// order is one round: so many calls of one kind, so many of them under way.
type order struct {
	Host     string `json:"host"`
	Name     string `json:"name"`
	Parallel int    `json:"parallel"`
	Calls    int    `json:"calls"`
}

// round is what came of it: calls a second, and milliseconds of the median call.
type round struct {
	Rate    float64 `json:"rate"`
	Latency float64 `json:"latency"`
}

// caller keeps its connections from round to round.
type caller struct {
	client *http.Client
	wire   wire
	bodies [records][]byte
}

func load(orders io.Reader, rounds io.Writer) error {
	callers := map[string]*caller{}
	for lines := bufio.NewScanner(orders); lines.Scan(); {
		var order order
		if err := json.Unmarshal(lines.Bytes(), &order); err != nil {
			return err
		}
		if callers[order.Name] == nil {
			callers[order.Name] = callerOf(wires[order.Name])
		}
		done, err := callers[order.Name].round(order)
		if err != nil {
			return err
		}
		if err := json.NewEncoder(rounds).Encode(done); err != nil {
			return err
		}
	}
	return nil
}

func callerOf(wire wire) *caller {
	transport := &http.Transport{MaxIdleConnsPerHost: 64, Protocols: protocols(!wire.grpc, wire.grpc)}
	caller := &caller{client: &http.Client{Transport: transport}, wire: wire}
	for row := range caller.bodies {
		caller.bodies[row] = wire.request(row)
	}
	return caller
}

func (caller *caller) round(order order) (round, error) {
	var next atomic.Int64
	var group sync.WaitGroup
	took, failed := make([]time.Duration, order.Calls), make([]error, order.Calls)
	begun := time.Now()
	for range order.Parallel {
		group.Go(func() {
			for call := next.Add(1) - 1; call < int64(order.Calls); call = next.Add(1) - 1 {
				since := time.Now()
				failed[call] = caller.call(order.Host, int(call))
				took[call] = time.Since(since)
			}
		})
	}
	group.Wait()
	whole := time.Since(begun)
	for _, err := range failed {
		if err != nil {
			return round{}, err
		}
	}
	slices.Sort(took)
	return round{float64(order.Calls) / whole.Seconds(), took[len(took)/2].Seconds() * 1_000}, nil
}

// call fails unless the very answer came that the service gives.
func (caller *caller) call(host string, number int) error {
	body := bytes.NewReader(caller.bodies[number%records])
	request, err := http.NewRequest(http.MethodPost, host+caller.wire.path, body)
	if err != nil {
		return err
	}
	request.Header.Set("Api-Key", "bench")
	if caller.wire.grpc {
		request.Header.Set("Content-Type", "application/grpc")
		request.Header.Set("Te", "trailers")
	} else {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("X-Pinecone-Api-Version", "2026-04")
	}
	answer, err := caller.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if caller.wire.grpc && answer.Trailer.Get("Grpc-Status") != "0" {
		return fmt.Errorf("%s: grpc-status %q", caller.wire.path, answer.Trailer.Get("Grpc-Status"))
	}
	if !bytes.Equal(got, caller.wire.answer) {
		return fmt.Errorf("%s: %s, %q", caller.wire.path, answer.Status, got)
	}
	return nil
}
