/** Certificate authorities and certificates made in a moment, for tests and the demo. */
@NullMarked
package org.afterword.simulator.certificates;

import org.jspecify.annotations.NullMarked;
