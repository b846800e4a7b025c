/** The outbound connector: it sends the tenant's mail to a smart host. */
@NullMarked
package org.afterword.simulator.outbound;

import org.jspecify.annotations.NullMarked;
