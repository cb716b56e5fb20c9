// The whole life of an index, by the official Go client: go run . CONTROL_PLANE_URL
// Prints one JSON line an operation: {"operation": ..., "error": ... (absent when it went as expected)}.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/pinecone-io/go-pinecone/v5/pinecone"
	"google.golang.org/protobuf/types/known/structpb"
)

const dimension = 4

var failed = false

// step runs an operation and prints how it went; a panic of the client counts as a failure of it.
func step(operation string, run func() error) {
	err := func() (err error) {
		defer func() {
			if found := recover(); found != nil {
				err = fmt.Errorf("panic: %v", found)
			}
		}()
		return run()
	}()
	line := map[string]string{"operation": operation}
	if err != nil {
		failed = true
		line["error"] = err.Error()
	}
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

func expect(holds bool, what string, found any) error {
	if holds {
		return nil
	}
	return fmt.Errorf("%s: %+v", what, found)
}

// refused turns the error that was expected into none.
func refused(err error, what string) error {
	if err == nil {
		return errors.New(what + " was not refused")
	}
	return nil
}

// refusedWith is for the control plane, whose errors have the HTTP status.
func refusedWith(status int, err error) error {
	var failure *pinecone.PineconeError
	if !errors.As(err, &failure) || failure.Code != status {
		return fmt.Errorf("expected %d, got %v", status, err)
	}
	return nil
}

func ready(ctx context.Context, client *pinecone.Client, name string) (*pinecone.Index, error) {
	for range 100 {
		index, err := client.DescribeIndex(ctx, name)
		if err != nil || index.Status.Ready {
			return index, err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, errors.New(name + " is not ready")
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	host := os.Args[1]
	client, err := pinecone.NewClient(pinecone.NewClientParams{ApiKey: "key-of-the-test", Host: host})
	if err != nil {
		panic(err)
	}
	cosine := pinecone.Cosine
	size := int32(dimension)
	pod := &pinecone.CreatePodIndexRequest{
		Name: "pod", Dimension: dimension, Metric: &cosine, Environment: "us-east-1-aws", PodType: "p1.x1",
		Tags: &pinecone.IndexTags{"team": "search"},
	}
	step("create pod index", func() error {
		made, err := client.CreatePodIndex(ctx, pod)
		if err != nil {
			return err
		}
		return expect(made.Name == "pod" && made.Spec.Pod != nil && made.Spec.Pod.PodType == "p1.x1", "not a pod index", made)
	})
	step("describe index", func() error {
		found, err := ready(ctx, client, "pod")
		if err != nil {
			return err
		}
		return expect(*found.Dimension == dimension && (*found.Tags)["team"] == "search", "another index", found)
	})
	var podHost string
	if found, err := client.DescribeIndex(ctx, "pod"); err == nil {
		podHost = found.Host
	}
	data(ctx, client, podHost, false)
	step("refused: name taken (409)", func() error {
		_, err := client.CreatePodIndex(ctx, pod)
		return refusedWith(409, err)
	})
	step("refused: unknown index (404)", func() error {
		_, err := client.DescribeIndex(ctx, "absent")
		return refusedWith(404, err)
	})
	step("configure index", func() error {
		changed, err := client.ConfigureIndex(ctx, "pod", pinecone.ConfigureIndexParams{
			DeletionProtection: pinecone.DeletionProtectionEnabled, Tags: pinecone.IndexTags{"team": "", "owner": "ops"},
		})
		if err != nil {
			return err
		}
		_, old := (*changed.Tags)["team"]
		return expect(changed.DeletionProtection == pinecone.DeletionProtectionEnabled && !old, "not changed", changed)
	})
	step("refused: protected index (403)", func() error { return refusedWith(403, client.DeleteIndex(ctx, "pod")) })
	step("create collection", func() error {
		_, err := client.CreateCollection(ctx, &pinecone.CreateCollectionRequest{Name: "saved", Source: "pod"})
		return err
	})
	step("describe collection", func() error {
		for range 100 {
			found, err := client.DescribeCollection(ctx, "saved")
			if err != nil {
				return err
			}
			if found.Status == pinecone.CollectionStatusReady {
				return expect(found.VectorCount == 3, "another count", found)
			}
			time.Sleep(50 * time.Millisecond)
		}
		return errors.New("the collection is not ready")
	})
	step("list collections", func() error {
		found, err := client.ListCollections(ctx)
		if err != nil {
			return err
		}
		return expect(len(found) == 1 && found[0].Name == "saved", "other collections", found)
	})
	source := "saved"
	step("create serverless index from collection", func() error {
		_, err := client.CreateServerlessIndex(ctx, &pinecone.CreateServerlessIndexRequest{
			Name: "serverless", Dimension: &size, Metric: &cosine, Cloud: pinecone.Aws, Region: "us-east-1", SourceCollection: &source,
		})
		if err != nil {
			return err
		}
		_, err = ready(ctx, client, "serverless")
		return err
	})
	step("records of the collection are there", func() error {
		found, err := ready(ctx, client, "serverless")
		if err != nil {
			return err
		}
		connection, err := client.Index(pinecone.NewIndexConnParams{Host: found.Host, Namespace: "ns"})
		if err != nil {
			return err
		}
		defer connection.Close()
		stats, err := connection.DescribeIndexStats(ctx)
		if err != nil {
			return err
		}
		return expect(stats.TotalVectorCount == 3, "another count", stats)
	})
	step("create serverless index", func() error {
		_, err := client.CreateServerlessIndex(ctx, &pinecone.CreateServerlessIndexRequest{
			Name: "fresh", Dimension: &size, Metric: &cosine, Cloud: pinecone.Aws, Region: "us-east-1",
		})
		return err
	})
	if found, err := ready(ctx, client, "fresh"); err == nil {
		data(ctx, client, found.Host, true)
	}
	step("list indexes", func() error {
		found, err := client.ListIndexes(ctx)
		if err != nil {
			return err
		}
		return expect(len(found) == 3, "other indexes", found)
	})
	step("delete collection", func() error { return client.DeleteCollection(ctx, "saved") })
	step("delete index", func() error {
		for _, name := range []string{"serverless", "fresh"} {
			if err := client.DeleteIndex(ctx, name); err != nil {
				return err
			}
		}
		_, err := client.ConfigureIndex(ctx, "pod", pinecone.ConfigureIndexParams{DeletionProtection: pinecone.DeletionProtectionDisabled})
		if err != nil {
			return err
		}
		return client.DeleteIndex(ctx, "pod")
	})
	if failed {
		os.Exit(1)
	}
}

// data walks the data plane of a pod index (3 records stay), or of a serverless one.
func data(ctx context.Context, client *pinecone.Client, host string, serverless bool) {
	kind := " (pod)"
	if serverless {
		kind = " (serverless)"
	}
	index, err := client.Index(pinecone.NewIndexConnParams{Host: host, Namespace: "ns"})
	if err != nil {
		panic(err)
	}
	defer index.Close()
	metadata := func(values map[string]any) *structpb.Struct {
		made, err := structpb.NewStruct(values)
		if err != nil {
			panic(err)
		}
		return made
	}
	values := [][]float32{{1, 0, 0, 0}, {0.5, 0.5, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}
	step("upsert"+kind, func() error {
		vectors := []*pinecone.Vector{}
		for at := range values {
			vectors = append(vectors, &pinecone.Vector{
				Id: fmt.Sprintf("r-%d", at), Values: &values[at],
				Metadata: metadata(map[string]any{"n": at, "odd": at%2 == 1, "tags": []any{"a", fmt.Sprint(at)}}),
			})
		}
		count, err := index.UpsertVectors(ctx, vectors)
		if err != nil {
			return err
		}
		return expect(count == 4, "another count", count)
	})
	step("fetch"+kind, func() error {
		found, err := index.FetchVectors(ctx, []string{"r-1", "absent"})
		if err != nil {
			return err
		}
		record := found.Vectors["r-1"]
		if record == nil || len(found.Vectors) != 1 {
			return expect(false, "other records", found)
		}
		fields := record.Metadata.AsMap()
		return expect((*record.Values)[0] == 0.5 && fields["n"] == 1.0 && fields["odd"] == true, "another record", record)
	})
	step("query by vector"+kind, func() error {
		found, err := index.QueryByVectorValues(ctx, &pinecone.QueryByVectorValuesRequest{
			Vector: []float32{1, 0, 0, 0}, TopK: 2, IncludeMetadata: true,
		})
		if err != nil {
			return err
		}
		good := len(found.Matches) == 2 && found.Matches[0].Vector.Id == "r-0" && math.Abs(float64(found.Matches[0].Score)-1) < 1e-6
		return expect(good, "other matches", found)
	})
	step("query with a filter"+kind, func() error {
		filter, err := structpb.NewStruct(map[string]any{"n": map[string]any{"$gte": 1}, "tags": map[string]any{"$in": []any{"1", "3"}}})
		if err != nil {
			return err
		}
		found, err := index.QueryByVectorValues(ctx, &pinecone.QueryByVectorValuesRequest{Vector: []float32{1, 0, 0, 0}, TopK: 9, MetadataFilter: filter})
		if err != nil {
			return err
		}
		return expect(len(found.Matches) == 2 && found.Matches[0].Vector.Id == "r-1", "other matches", found)
	})
	step("query by id"+kind, func() error {
		found, err := index.QueryByVectorId(ctx, &pinecone.QueryByVectorIdRequest{VectorId: "r-2", TopK: 1, IncludeValues: true})
		if err != nil {
			return err
		}
		good := len(found.Matches) == 1 && found.Matches[0].Vector.Id == "r-2" && (*found.Matches[0].Vector.Values)[2] == 1
		return expect(good, "other matches", found)
	})
	step("update"+kind, func() error {
		err := index.UpdateVector(ctx, &pinecone.UpdateVectorRequest{Id: "r-0", Metadata: metadata(map[string]any{"changed": "yes"})})
		if err != nil {
			return err
		}
		found, err := index.FetchVectors(ctx, []string{"r-0"})
		if err != nil {
			return err
		}
		fields := found.Vectors["r-0"].Metadata.AsMap()
		return expect(fields["changed"] == "yes" && fields["n"] == 0.0, "not merged", fields)
	})
	step("refused: wrong dimension"+kind, func() error {
		short := []float32{1}
		_, err := index.UpsertVectors(ctx, []*pinecone.Vector{{Id: "short", Values: &short}})
		return refused(err, "a vector of one dimension")
	})
	step("delete by id"+kind, func() error { return index.DeleteVectorsById(ctx, []string{"r-3"}) })
	step("stats"+kind, func() error {
		stats, err := index.DescribeIndexStats(ctx)
		if err != nil {
			return err
		}
		return expect(stats.TotalVectorCount == 3 && stats.Namespaces["ns"].VectorCount == 3, "other counts", stats)
	})
	odd, err := structpb.NewStruct(map[string]any{"odd": map[string]any{"$eq": true}})
	if err != nil {
		panic(err)
	}
	step("stats by filter"+kind+map[bool]string{true: " is refused", false: ""}[serverless], func() error {
		stats, err := index.DescribeIndexStatsFiltered(ctx, odd)
		if serverless {
			return refused(err, "a filter")
		}
		if err != nil {
			return err
		}
		return expect(stats.Namespaces["ns"].VectorCount == 1, "other counts", stats)
	})
	step("list ids"+kind+map[bool]string{true: "", false: " is refused"}[serverless], func() error {
		found, err := index.ListVectors(ctx, &pinecone.ListVectorsRequest{})
		if !serverless {
			return refused(err, "listing")
		}
		if err != nil {
			return err
		}
		return expect(len(found.VectorIds) == 3 && *found.VectorIds[0] == "r-0", "other ids", found)
	})
	if !serverless {
		return
	}
	step("list namespaces", func() error {
		found, err := index.ListNamespaces(ctx, &pinecone.ListNamespacesParams{})
		if err != nil {
			return err
		}
		return expect(len(found.Namespaces) == 1 && found.Namespaces[0].Name == "ns", "other namespaces", found)
	})
	step("delete by filter", func() error {
		if err := index.DeleteVectorsByFilter(ctx, odd); err != nil {
			return err
		}
		found, err := index.FetchVectors(ctx, []string{"r-0", "r-1", "r-2"})
		if err != nil {
			return err
		}
		return expect(len(found.Vectors) == 2, "other records", found)
	})
	step("delete namespace", func() error { return index.DeleteNamespace(ctx, "ns") })
}
