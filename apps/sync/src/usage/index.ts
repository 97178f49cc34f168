export { askUsage, type ServicePeriod, type ServiceUsage } from "./ask-usage.ts";
export { compareUsage, type UsageDifference } from "./compare-usage.ts";
