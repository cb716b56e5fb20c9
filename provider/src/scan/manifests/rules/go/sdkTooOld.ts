import type { RuleFacts } from "../../../finding";

export const GO_SDK_TOO_OLD: RuleFacts = {
  id: "go/sdk-too-old",
  level: "error",
  step: "update-sdk",
  title: "Go SDK below 1.0.0",
  help:
    'The migration guide asks for `github.com/pinecone-io/go-pinecone` 1.0.0 (2024-08-06) or newer (its step "Update SDKs", ' +
    "read 2026-11-23). `--fix` writes `github.com/pinecone-io/go-pinecone/v4` v4.1.4, for which the fixes of the code rules " +
    "write; the imports change with it. Run `go mod tidy` afterwards, which writes go.sum.",
};
