"""The distributed catch-up of podshift: Spark folds a write log and applies it through podshift itself (docs/spark.md)."""
