import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

// Making a pack serves it to the engine that started this process.
new PolicyPack("podshift", { policies: [...policies] });
