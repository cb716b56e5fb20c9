# resource "pinecone_index" "docs" { spec = { pod = {} } }
resource "pinecone_index" "serverless" {
  name = "docs-serverless"
  spec = {
    serverless = {
      cloud  = "aws"
      region = "us-east-1"
    }
  }
}

resource "pinecone_index" "unknown" {
  name = "unknown"
  spec = local.spec
}

data "pinecone_index" "docs" {
  name = "docs"
}

resource "kubernetes_pod" "pinecone_index" {
  metadata {
    name = "pinecone_index"
  }
  spec {
    pod {
      environment = "us-east1-gcp"
    }
  }
}

locals {
  spec = { pod = { environment = "us-east1-gcp" } }
  note = "resource \"pinecone_index\" with pod"
}
