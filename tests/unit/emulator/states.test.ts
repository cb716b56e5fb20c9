import assert from "node:assert/strict";
import { systemClock, Transitions } from "../../../emulator/dist/states";
import { ManualClock } from "../../integration/emulator/manualClock";

describe("emulator: changes of state", () => {
  function made(): { clock: ManualClock; transitions: Transitions; ran: string[]; note: (what: string) => () => void } {
    const clock = new ManualClock();
    const ran: string[] = [];
    return { clock, transitions: new Transitions(clock), ran, note: (what) => () => void ran.push(what) };
  }

  it("happens at once without a delay, and otherwise when it is due", () => {
    const { clock, transitions, ran, note } = made();
    transitions.begin("indexes", 0, note("now"));
    transitions.begin("indexes", 10, note("later"));
    assert.deepEqual(ran, ["now"]);
    clock.advance(9);
    assert.deepEqual(ran, ["now"]);
    clock.advance(1);
    assert.deepEqual(ran, ["now", "later"]);
  });

  it("waits while its kind is held, and for its own delay after a release", () => {
    const { clock, transitions, ran, note } = made();
    transitions.hold("indexes");
    transitions.begin("indexes", 0, note("due"));
    transitions.begin("indexes", 10, note("not due"));
    transitions.begin("collections", 0, note("other"));
    assert.deepEqual(ran, ["other"]);
    transitions.release("indexes");
    assert.deepEqual(ran, ["other", "due"]);
    clock.advance(10);
    assert.deepEqual(ran, ["other", "due", "not due"]);
  });

  it("keeps what is held of another kind at a release", () => {
    const { transitions, ran, note } = made();
    transitions.hold("indexes");
    transitions.hold("collections");
    transitions.begin("indexes", 0, note("index"));
    transitions.begin("collections", 0, note("collection"));
    transitions.release("collections");
    assert.deepEqual(ran, ["collection"]);
  });

  it("forgets everything when cleared, holds included", () => {
    const { clock, transitions, ran, note } = made();
    transitions.hold("indexes");
    transitions.begin("indexes", 0, note("held"));
    transitions.begin("deletions", 10, note("timed"));
    transitions.clear();
    clock.advance(100);
    transitions.release("indexes");
    assert.deepEqual(ran, []);
    transitions.begin("indexes", 0, note("free"));
    assert.deepEqual(ran, ["free"]);
  });
});

describe("emulator: the system's clock", () => {
  it("waits as long as a timer can for what is further off than that, and not no time at all", async () => {
    let ran = false;
    const cancel = systemClock.after(2 ** 40, () => {
      ran = true;
    });
    // A timer that overflows fires after 1 ms.
    await new Promise((resolve) => setTimeout(resolve, 20));
    cancel();
    assert.equal(ran, false);
  });
});
