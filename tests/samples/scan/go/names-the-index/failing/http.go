package search

import (
	"fmt"
	"net/http"
	"strings"
)

const bare = "docs-1a2b3c4.svc.us-east1-gcp.pinecone.io" // expect go/names-the-index

func upsert(name, body string) error {
	_, err := http.Post("https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io/vectors/upsert", "application/json", strings.NewReader(body)) // expect go/names-the-index
	if err != nil {
		return err
	}
	_, err = http.Get(fmt.Sprintf(`https://%s.svc.us-east-1-aws.pinecone.io/query`, name)) // expect go/names-the-index
	return err
}
