/** The inbound connector: it takes mail back that it can attribute to the tenant, and has faults that a test can inject. */
@NullMarked
package org.afterword.simulator.inbound;

import org.jspecify.annotations.NullMarked;
