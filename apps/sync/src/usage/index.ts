export { askUsage, type AskUsageOptions, type ServicePeriod, type ServiceUsage } from "./ask-usage.ts";
export { compareUsage, isSamePeriod, type UsageDifference } from "./compare-usage.ts";
