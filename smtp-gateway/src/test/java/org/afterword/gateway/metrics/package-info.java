/** Tests of what the gateway counts. */
@NullMarked
package org.afterword.gateway.metrics;

import org.jspecify.annotations.NullMarked;
