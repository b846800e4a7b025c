/** The inbound connector: it takes mail back that it can attribute to the tenant, or fails as it is told. */
@NullMarked
package org.afterword.simulator.inbound;

import org.jspecify.annotations.NullMarked;
