resource "pinecone_index" "docs" { # expect infrastructure/terraform-pod-index
  name      = "docs"
  dimension = 1536
  spec = {
    pod = {
      environment = "us-east1-gcp"
      pod_type    = "p1.x1"
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "pinecone_index" "blocks" { # expect infrastructure/terraform-pod-index
  name = "blocks"
  spec {
    pod {
      environment = "us-east1-gcp"
    }
  }
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [spec]
  }
}

resource "pinecone_index" "first" { # expect infrastructure/terraform-pod-index
  name     = "first"
  pod_type = "p1.x1"
  replicas = 2
  lifecycle {
    prevent_destroy = true
  }
}
