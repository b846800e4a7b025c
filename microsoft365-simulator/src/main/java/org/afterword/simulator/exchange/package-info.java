/** A tenant of Exchange Online: its mail flow rules send a mail out or deliver it. */
@NullMarked
package org.afterword.simulator.exchange;

import org.jspecify.annotations.NullMarked;
