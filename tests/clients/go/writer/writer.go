// Writes what it is told, through the official Go client, with the key in PINECONE_API_KEY: writer HOST [HOST ...]
// Takes one JSON object a line, {"n": ..., "at": number of the host, "operation": ...}, as tests/support/load/operation.ts has
// operations, and answers each when the client has answered: {"n": ..., "error": ..., "code": ...}, both absent when it went well.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/pinecone-io/go-pinecone/v5/pinecone"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/structpb"
)

const longest = 30 * time.Second

type record struct {
	Id       string
	Values   []float32
	Metadata map[string]any
}

type operation struct {
	Op, Ns, Id, Group string
	Records           []record
	Values            []float32
	Metadata          map[string]any
	Ids               []string
}

type request struct {
	N, At     int
	Operation operation
}

type answer struct {
	N     int    `json:"n"`
	Error string `json:"error,omitempty"`
	Text  string `json:"text,omitempty"`
}

func write(index *pinecone.IndexConnection, asked operation) error {
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	index = index.WithNamespace(asked.Ns)
	switch asked.Op {
	case "upsert":
		vectors := []*pinecone.Vector{}
		for at := range asked.Records {
			each := &asked.Records[at]
			metadata, err := structpb.NewStruct(each.Metadata)
			if err != nil {
				return err
			}
			vectors = append(vectors, &pinecone.Vector{Id: each.Id, Values: &each.Values, Metadata: metadata})
		}
		_, err := index.UpsertVectors(ctx, vectors)
		return err
	case "update":
		change := &pinecone.UpdateVectorRequest{Id: asked.Id, Values: asked.Values}
		if asked.Metadata != nil {
			metadata, err := structpb.NewStruct(asked.Metadata)
			if err != nil {
				return err
			}
			change.Metadata = metadata
		}
		return index.UpdateVector(ctx, change)
	case "delete":
		return index.DeleteVectorsById(ctx, asked.Ids)
	case "deleteByFilter":
		filter, err := structpb.NewStruct(map[string]any{"group": map[string]any{"$eq": asked.Group}})
		if err != nil {
			return err
		}
		return index.DeleteVectorsByFilter(ctx, filter)
	case "deleteAll":
		return index.DeleteAllVectorsInNamespace(ctx)
	}
	return fmt.Errorf("unknown operation %s", asked.Op)
}

func main() {
	client, err := pinecone.NewClient(pinecone.NewClientParams{ApiKey: os.Getenv("PINECONE_API_KEY")})
	if err != nil {
		panic(err)
	}
	indexes := []*pinecone.IndexConnection{}
	for _, host := range os.Args[1:] {
		index, err := client.Index(pinecone.NewIndexConnParams{Host: host})
		if err != nil {
			panic(err)
		}
		indexes = append(indexes, index)
	}
	var printing sync.Mutex
	var working sync.WaitGroup
	say := func(line any) {
		text, _ := json.Marshal(line)
		printing.Lock()
		defer printing.Unlock()
		fmt.Println(string(text))
	}
	say(map[string]string{"event": "writing"})
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		working.Add(1)
		go func() {
			defer working.Done()
			told := answer{N: asked.N}
			if err := write(indexes[asked.At], asked.Operation); err != nil {
				told.Error, told.Text = status.Code(err).String(), err.Error()
			}
			say(told)
		}()
	}
	working.Wait()
}
