package config

import "os"

func Environment() (string, string) {
	environment, _ := os.LookupEnv("PINECONE_ENV") // expect go/environment
	return os.Getenv("PINECONE_ENVIRONMENT"), environment // expect go/environment
}
