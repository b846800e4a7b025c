/** What the hot path costs, measured with JMH. */
@NullMarked
package org.afterword.benchmarks;

import org.jspecify.annotations.NullMarked;
