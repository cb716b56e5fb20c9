module example.com/catalogue

go 1.21

require (
	github.com/pinecone-io/go-pinecone/v4 v4.1.4
	google.golang.org/protobuf v1.33.0
)
