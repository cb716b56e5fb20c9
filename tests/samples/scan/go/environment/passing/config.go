package config

import (
	"log"
	"os"
)

// PINECONE_ENVIRONMENT is no longer read.
func Key() string {
	log.Print("PINECONE_ENVIRONMENT")
	return os.Getenv("PINECONE_API_KEY") + os.Getenv("APP_ENVIRONMENT")
}
