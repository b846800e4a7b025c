/** The embedded stores: everything in one folder of this machine, for one process. */
@NullMarked
package org.afterword.storage.folder;

import org.jspecify.annotations.NullMarked;
