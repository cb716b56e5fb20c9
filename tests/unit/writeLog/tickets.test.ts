import assert from "node:assert/strict";
import fc from "fast-check";
import { Tickets } from "../../../provider/src/writeLog/tickets";

describe("tickets", () => {
  it("the done-mark is the first segment of a write that isn't over, whatever kind of not over", () => {
    const tickets = new Tickets();
    const flying = tickets.begin(4);
    assert.equal(tickets.doneMark(9), 4);
    flying.segment = 5;
    assert.equal(tickets.doneMark(9), 5);
    const settled = tickets.settle(flying);
    tickets.end(flying);
    assert.equal(tickets.doneMark(9), 5);
    assert.equal(tickets.drained, false);
    settled();
    assert.equal(tickets.drained, true);
    assert.equal(tickets.doneMark(9), 9);
    const known = tickets.unknown(flying);
    assert.equal(tickets.drained, true, "an unknown outcome is nobody's wait");
    assert.equal(tickets.doneMark(9), 5);
    known();
    assert.equal(tickets.doneMark(9), 9);
  });

  it("the time is that of the oldest entry on its way", () => {
    const tickets = new Tickets();
    const one = tickets.begin(0);
    const other = tickets.begin(0);
    assert.equal(tickets.lowestTime(100), 100);
    one.lowest = 40;
    other.lowest = 30;
    assert.equal(tickets.lowestTime(100), 30);
    other.lowest = undefined;
    assert.equal(tickets.lowestTime(100), 40);
    assert.equal(tickets.lowestTime(20), 20);
  });

  it("never passes a write that isn't over, in any order of events", () => {
    const event = fc.tuple(fc.constantFrom("begin", "settle", "unknown", "end", "over"), fc.nat(9));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const tickets = new Tickets();
        const open: { ticket: ReturnType<Tickets["begin"]>; ends?: () => void; flying: boolean }[] = [];
        let next = 0;
        for (const [kind, which] of events) {
          const at = open.length === 0 ? -1 : which % open.length;
          const chosen = open[at];
          if (kind === "begin") open.push({ ticket: tickets.begin(next++), flying: true });
          else if (chosen === undefined) continue;
          else if (kind === "over") {
            if (chosen.flying) continue;
            chosen.ends?.();
            open.splice(at, 1);
          } else if (kind === "end") {
            tickets.end(chosen.ticket);
            chosen.flying = false;
          } else if (chosen.flying && chosen.ends === undefined) chosen.ends = tickets[kind as "settle"](chosen.ticket);
          const waits = open.filter(({ flying, ends }) => flying || ends !== undefined);
          assert.equal(tickets.doneMark(next), Math.min(next, ...waits.map(({ ticket }) => ticket.segment)));
        }
      }),
    );
  });
});
