/** What each port promises, as tests that every means of keeping things passes. */
@NullMarked
package org.afterword.storage.contract;

import org.jspecify.annotations.NullMarked;
