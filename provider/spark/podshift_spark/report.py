"""The report, for people."""


def text_of_report(report):
    rows = [
        f"job {report['job']}: " + ("a dry run, nothing was sent" if report["dryRun"] else "done"),
        f"  {report['entries']:,} entries ({report['bytes']:,} bytes, {report['bulk']:,} bulk writes) "
        f"folded to {report['records']:,} records{ratio(report['foldRatio'])}",
    ]
    for each in report["ranges"]:
        rows.append("  " + range_line(each))
    imported = report["imported"]
    if imported["namespaces"]:
        rows.append(f"  bulk import: {imported['namespaces']:,} namespaces, {imported['records']:,} records")
    if report["torn"]:
        rows.append(f"  {report['torn']:,} segments with a torn last line, which was never acknowledged")
    rows += [f"  refused records: {path}" for path in report["deadLetters"]]
    rows.append(f"  {report['seconds']:,} s on {report['slots']} slots")
    return "\n".join(rows)


def ratio(value):
    return "" if value is None else f" ({value} to 1)"


def range_line(each):
    if "kinds" in each:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(each["kinds"].items()))
        return f"range {each['range']}: {kinds or 'nothing'}; {each['seconds']} s"
    before = f", {each['partsDoneBefore']:,} parts were done before" if each["partsDoneBefore"] else ""
    return (
        f"range {each['range']}: {each['records']:,} records in {each['parts']:,} parts, {each['brought']:,} brought, "
        f"{each['refused']:,} refused{before}; {each['seconds']} s"
    )
