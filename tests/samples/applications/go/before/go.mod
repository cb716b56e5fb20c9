module example.com/catalogue

go 1.21

require (
	github.com/pinecone-io/go-pinecone v0.4.1
	google.golang.org/protobuf v1.33.0
)
