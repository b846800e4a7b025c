/** The embedded stores: everything in one folder of this machine, for one process, in two databases and a file per large mail. */
@NullMarked
package org.afterword.storage.embedded;

import org.jspecify.annotations.NullMarked;
