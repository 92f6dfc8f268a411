// The sender's pages work without this; with it, links are copied in one click, files are sent in resumable pieces, and a
// price is shown with VAT and without as it is typed.

import { enableClients } from "./client";
import { enableCopying } from "./copy";
import { enableKeeping } from "./keep";
import { enablePhones } from "./phone";
import { enablePrices } from "./price";
import { enableUploads } from "./upload";

enableClients();
enableCopying();
enableKeeping();
enablePhones();
enablePrices();
enableUploads();
