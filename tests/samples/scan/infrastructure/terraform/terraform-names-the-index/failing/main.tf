resource "aws_lambda_function" "ingest" {
  function_name = "ingest"
  environment {
    variables = {
      PINECONE_HOST = "https://docs-1a2b3c4.svc.us-east1-gcp.pinecone.io" # expect infrastructure/terraform-names-the-index
      OTHER_HOST    = "${var.name}-1a2b3c4.svc.us-east-1-aws.pinecone.io" # expect infrastructure/terraform-names-the-index
    }
  }
}
