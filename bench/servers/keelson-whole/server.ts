// The shipped application, as the image starts it.
import '../../../src/main.js';
