/** A tenant of Exchange Online: it sends its mail through a smart host and takes it back through an inbound connector. */
@NullMarked
package org.afterword.simulator.exchange;

import org.jspecify.annotations.NullMarked;
