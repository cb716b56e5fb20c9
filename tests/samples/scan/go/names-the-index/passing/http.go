package search

import "net/http"

// Once https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io/query.
func stats() (*http.Response, error) {
	return http.Get("https://docs-1a2b3c4.svc.aped-4627-b74a.pinecone.io/describe_index_stats")
}
