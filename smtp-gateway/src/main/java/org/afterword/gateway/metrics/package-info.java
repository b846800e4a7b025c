/** What the gateway counts, in the form that Prometheus reads. */
@NullMarked
package org.afterword.gateway.metrics;

import org.jspecify.annotations.NullMarked;
