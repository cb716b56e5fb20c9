"""A task: pipes its partition's folded records to `podshift spread apply`."""

import json
import subprocess
import tempfile

# Of what a child that failed had to say.
MOST_COMPLAINT = 4_000


class ApplyFailed(Exception):
    """`podshift spread apply` did not apply a part; its own words."""


def applier(command, parts, done=frozenset()):
    """What a task does with its partition; answers the part's result. Parts that are done are left alone.

    command: `podshift spread apply` and its options but --part and --of.
    """

    def apply(part, rows):
        # Also of an empty partition: an empty part has a result too.
        if part not in done:
            yield apply_part([*command, "--part", str(part), "--of", str(parts)], part, rows)

    return apply


def apply_part(command, part, rows):
    with tempfile.TemporaryFile() as complaint:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaint)
        try:
            records = _hand_over(child.stdin, part, rows)
            answer = child.stdout.read()
            code = child.wait()
        except BaseException:
            # Without its last line it applies nothing as a whole; it need not go on either.
            child.kill()
            child.wait()
            raise
        if code != 0:
            raise ApplyFailed(f"part {part}: `podshift spread apply` ended with {code}: {_tail(complaint)}")
    return _result(answer, part, records)


def _result(answer, part, records):
    """One that was kept before says how many came then: the same records fold to as many in every run."""
    try:
        result = json.loads(answer)
    except ValueError:
        result = None
    if not isinstance(result, dict) or (result.get("part"), result.get("records")) != (part, records):
        raise ApplyFailed(f"part {part}: {records} records were handed over, and this is no result of them: {answer[:200]!r}")
    return result


def _hand_over(pipe, part, rows):
    """The last line says how many came: a pipe that ends without it belongs to a task that was killed. Answers how many."""
    records = 0
    try:
        for row in rows:
            if row["part"] != part:
                raise ApplyFailed(f"a record of part {row['part']} is in partition {part}: Spark partitioned in another way")
            pipe.write(row["line"].encode("utf-8") + b"\n")
            records += 1
        pipe.write(json.dumps({"end": True, "records": records}).encode("utf-8") + b"\n")
        pipe.close()
    except BrokenPipeError:
        # It ended before it had read all; its exit code and its words say why.
        pass
    return records


def _tail(file):
    size = file.seek(0, 2)
    file.seek(max(0, size - MOST_COMPLAINT))
    return file.read().decode("utf-8", "replace").strip()
