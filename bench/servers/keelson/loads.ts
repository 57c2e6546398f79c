// Ends well where everything that the servers import is there: run by versions/checkout.ts on another version.
import './start.js';
import './articles.js';
import '../keelson-background/parcels.js';
import '../keelson-background/works.js';
