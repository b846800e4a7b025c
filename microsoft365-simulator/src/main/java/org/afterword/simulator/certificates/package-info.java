/** Certificate authorities, and certificates that they issue in memory. */
@NullMarked
package org.afterword.simulator.certificates;

import org.jspecify.annotations.NullMarked;
