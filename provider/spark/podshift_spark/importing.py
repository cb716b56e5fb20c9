"""Namespaces that the target doesn't have: their records as Parquet, for the service's bulk import.

<import-to>/<job>/<namespace, or __default__>/part-*.parquet with the columns id, values, sparse_values (when the log has any)
and metadata (JSON).
"""

import array
import base64
import json
import re
import sys

from pyspark.sql import functions as F

from podshift_spark import fold

# Names that are folders as they are; others go record by record.
FOLDER = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
DEFAULT = "__default__"


def candidates(named, existing, barred):
    """Of the namespaces that the log names, those that may be imported. barred: those with a bulk write yet to be resolved."""
    new = set(named) - set(existing) - set(barred)
    return sorted(ns for ns in new if FOLDER.fullmatch(folder_of(ns)) and ns != DEFAULT)


def folder_of(namespace):
    return DEFAULT if namespace == "" else namespace


def in_namespaces(namespaces):
    """The condition that a row is of one of them: rows carry a namespace as a JSON text."""
    return F.col("ns").isin([json_text(ns) for ns in namespaces])


def json_text(text):
    """As JSON.stringify writes it; only for names that are folders, which it leaves as they are."""
    return json.dumps(text, ensure_ascii=False)


def write(changes, parts, folder, has_sparse):
    """Writes the records of the changes; answers the namespaces that have any, and how many rows they have together.

    What was there before is removed.
    """
    spark = changes.sparkSession
    staging = folder + ".writing"
    for old in (staging, folder):
        _path(spark, old)[0].delete(_path(spark, old)[1], True)
    rows = fold.folded_by_range(changes, parts).where("kind = 'set'")
    columns = ["folder", "id", "values", *(["sparse_values"] if has_sparse else []), "metadata"]
    table = (
        rows.withColumn("folder", F.expr(f"CASE WHEN ns = '\"\"' THEN '{DEFAULT}' ELSE substring(ns, 2, length(ns) - 2) END"))
        .withColumn("id", F.expr(fold.text_of("id")))
        .withColumn("sparse", F.from_json("sparse", "indices ARRAY<BIGINT>, values STRING"))
        .withColumn(
            "sparse_values",
            F.expr("CASE WHEN sparse IS NULL THEN NULL ELSE named_struct('indices', sparse.indices, 'values', sparse.values) END"),
        )
        .withColumn("values", _floats("values"))
        .withColumnRenamed("md", "metadata")
    )
    if has_sparse:
        table = table.withColumn("sparse_values", F.col("sparse_values").withField("values", _floats("sparse_values.values")))
    table.select(*columns).write.partitionBy("folder").parquet(staging)
    written = _rows_in(spark, staging)
    return _published(spark, staging, folder), written


def _published(spark, staging, folder):
    """Gives the folders of the namespaces the names that the import expects. On S3 this copies within the bucket."""
    files, source = _path(spark, staging)
    _, target = _path(spark, folder)
    files.mkdirs(target)
    names = []
    for status in files.listStatus(source):
        name = status.getPath().getName()
        if not name.startswith("folder="):
            continue
        names.append(name[len("folder=") :])
        if not files.rename(status.getPath(), _path(spark, f"{folder}/{names[-1]}")[1]):
            raise RuntimeError(f"{status.getPath()} could not be renamed to {folder}/{names[-1]}")
    files.delete(source, True)
    return sorted("" if name == DEFAULT else name for name in names)


def _rows_in(spark, staging):
    """As the files themselves say, by their footers: what was believed to be written is not what is there.

    Before they get the names of their namespaces: Spark takes folders whose names begin with `_` for its own.
    """
    return spark.read.schema("id STRING").parquet(staging).count()


def _path(spark, text):
    path = spark._jvm.org.apache.hadoop.fs.Path(text)
    return path.getFileSystem(spark._jsc.hadoopConfiguration()), path


def _floats(column):
    return F.udf(floats_of, "array<float>")(column)


def floats_of(text):
    """Base64 of little-endian float32 as numbers."""
    if text is None:
        return None
    floats = array.array("f", base64.b64decode(text))
    if sys.byteorder == "big":
        floats.byteswap()
    return floats.tolist()
