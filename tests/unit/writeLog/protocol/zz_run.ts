import { History } from "./history";
import { ABLATIONS } from "./ablations";
(async()=>{ const [a,n,cut]=[Number(process.argv[2]),Number(process.argv[3]),process.argv[4] as keyof typeof ABLATIONS]; const t0=Date.now(); let bad=0, sw=0, ack=0; const rep:any={};
if(cut) ABLATIONS[cut]();
for(let s=a;s<a+n;s++){ const h=new History(s); let o; try{o=await h.run();}catch(e){console.log(s,String(e));bad++;continue} sw+=o.switches; ack+=o.acknowledged; for(const r of h.reports) rep[r.said]=(rep[r.said]??0)+1; if(o.wrong.length){bad++; console.log(s,o.wrong.slice(0,2), o.wrong.length);} }
console.log(cut,{bad,of:n,sw,ack,rep,ms:Date.now()-t0}); process.exit(0)})();
