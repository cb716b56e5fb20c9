import { Command } from "commander";
import { addProxy } from "../../../provider/src/cli/proxy";
import { type ProxyArguments, type ProxySettings, readSettings } from "../../../provider/src/proxy/settings";

/** Options by their names in code, such as `maxBuffered`. */
type ProxyOptionValues = ProxyArguments & { readonly log: string; readonly name?: string; readonly accessLog?: true };

/** A command line of `podshift proxy` as the command itself reads it. */
export interface ReadProxyArguments {
  readonly options: ProxyOptionValues;
  readonly settings: ProxySettings;
}

/**
 * Reads what follows `podshift` with the command's own options and checks; nothing is started.
 *
 * @throws what the command would: an unknown option, a value that is wrong
 */
export function readProxyArguments(words: readonly string[]): ReadProxyArguments {
  const silent = () => undefined;
  const program = new Command("podshift").exitOverride().configureOutput({ writeOut: silent, writeErr: silent });
  const io = { out: silent, err: silent, isTerminal: false, env: {}, signal: new AbortController().signal };
  addProxy(program, io);
  let options: ProxyOptionValues | undefined;
  program.commands[0]?.action((given: ProxyOptionValues) => {
    options = given;
  });
  program.parse([...words], { from: "user" });
  if (options === undefined) throw new Error("it is no command of podshift");
  const files = () => {
    throw new Error("no file is read here");
  };
  return { options, settings: readSettings(options, files) };
}
