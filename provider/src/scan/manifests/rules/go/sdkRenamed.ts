import type { RuleFacts } from "../../../finding";

export const GO_SDK_RENAMED: RuleFacts = {
  id: "go/sdk-renamed",
  level: "warning",
  step: "update-sdk",
  title: "Go module path of an older major",
  help:
    "From 2.0.0 on the Go SDK's path has its major version: `github.com/pinecone-io/go-pinecone/v4`, imported as " +
    "`.../v4/pinecone`. A path stays at its major for ever, whatever `go get -u` says: the one without a number ends at " +
    "1.1.1 of 2024-09-18. Majors from 1 on work with serverless indexes; 4.1.2 is the first that creates one from a " +
    "collection. `--fix` changes go.mod, and the Go rules change the imports. Run `go mod tidy` afterwards.",
};
