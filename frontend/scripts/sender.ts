// The sender's pages work without this; with it, links are copied in one click, files are sent in resumable pieces, and a
// price is shown with VAT and without as it is typed. The page of a delivery follows what happens to it.

import { enableClients } from "./client";
import { enableCopying } from "./copy";
import { enableKeeping } from "./keep";
import { enableLive } from "./live";
import { enablePhones } from "./phone";
import { enablePrices } from "./price";
import { enableUploads } from "./upload";

enableLive((region) => {
  enableCopying(region);
  enableUploads(region);
});
enableClients();
enableCopying();
enableKeeping();
enablePhones();
enablePrices();
enableUploads();
