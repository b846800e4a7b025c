/** The embedded stores: everything in one folder of this machine, for one process. */
@NullMarked
package org.afterword.storage.embedded;

import org.jspecify.annotations.NullMarked;
