import { History } from "./history";
(async()=>{ const h=new History(Number(process.argv[2])); const o=await h.run(); console.log(o.wrong.slice(0,3));
 for(const r of h.records()) console.log(r.epoch,r.state,r.active,r.soon,"app",r.applier,"by",r.by,Object.entries(r.writers).map(([k,v])=>k+(v.end!==undefined?"x"+v.end:"")).join(" "));
 for(const [k,v] of h.files) if(k.startsWith("writers/")) console.log(k, Buffer.from(v).toString().trim());
 console.log(h.writers.map(p=>[p.name,p.dead,p.pausedUntil])); console.log(h.reports);
 process.exit(0)})();
