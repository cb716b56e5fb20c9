import { History, ROUGH } from "./history";
import * as sw from "../../../../provider/src/migration/cutover/switchTraffic";
import { ApplierLease } from "../../../../provider/src/writeLog/applierLease";
const o1=sw.switchTraffic; const why:any={};
let h:History;
(sw as any).switchTraffic=async(d:any)=>{const t=h.time.now; d.progress=(m:string)=>{const k="P "+m.replace(/w\d.\d+/,"").slice(0,80); why[k]=(why[k]??0)+1}; const ca=d.way.catchUp.bind(d.way); d.way.catchUp=async()=>{const t=h.time.now; await ca(); dur.push(Math.round(h.time.now-t))}; try{return await o1(d)}catch(e){const k=String(e).slice(0,90); why[k]=(why[k]??0)+1; throw e}};
const dur:number[]=[];
const tk=ApplierLease.take; (ApplierLease as any).take=async(...a:any)=>{const t=h.time.now; const l=await (tk as any).apply(ApplierLease,a); take.push(Math.round(h.time.now-t)); return l};
const take:number[]=[];
(async()=>{ 
for(let s=1;s<30;s++){ h=new History(s,{...ROUGH}); await h.run(); }
console.log(why); console.log("catchUp",dur.sort((a,b)=>a-b).filter((_,i)=>i%10===0).join()); console.log("take",take.sort((a,b)=>a-b).filter((_,i)=>i%4===0).join());
process.exit(0)})();
