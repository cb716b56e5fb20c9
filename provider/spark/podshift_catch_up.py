"""Brings a `deferred` write log to its serverless index with Spark. See docs/spark.md.

  spark-submit --py-files podshift_spark.zip podshift_catch_up.py --log s3://bucket/prefix --podshift 'podshift' --parts 64
"""

import argparse
import json
import os
import shlex
import shutil
import sys
import tempfile

from pyspark.sql import SparkSession

import podshift_spark
from podshift_spark.job import CatchUp, JobFailed
from podshift_spark.report import text_of_report


def main():
    options = read_options()
    spark = SparkSession.builder.appName("podshift catch-up").getOrCreate()
    try:
        hand_out_package(spark)
        report = CatchUp(spark, options).run()
    except JobFailed as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    finally:
        spark.stop()
    print(text_of_report(report))
    print(json.dumps({"report": report}))
    return 0


def read_options():
    parser = argparse.ArgumentParser(description="Brings a deferred write log to its serverless index with Spark.")
    add = parser.add_argument
    add("--log", required=True, help="the write log's URL: s3://bucket/prefix or file:///folder")
    add("--podshift", type=shlex.split, default=["podshift"], help="how podshift is called on every machine of the job")
    add("--parts", type=positive, default=64, help="parts of a range: what one task applies, and what is done again")
    add("--slots", type=positive, help="tasks that run at once; needed when executors come and go without a limit")
    add("--import-to", help="where Parquet files for the bulk import of new namespaces may be written; none: no import")
    add("--import-integration", help="the service's storage integration that reads what is imported")
    add("--dry-run", action="store_true", help="folds up to the first bulk write that is not resolved, and sends nothing")
    return parser.parse_args()


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def hand_out_package(spark):
    """Executors need the package: from a folder it goes as an archive; from an archive Spark has sent it already."""
    folder = podshift_spark.__path__[0]
    if not os.path.isdir(folder):
        return
    into = tempfile.mkdtemp(prefix="podshift-")
    archive = shutil.make_archive(os.path.join(into, "podshift_spark"), "zip", os.path.dirname(folder), "podshift_spark")
    spark.sparkContext.addPyFile(archive)


if __name__ == "__main__":
    sys.exit(main())
