export { instant } from "../migration/parity/reportSchema";
