/** Signs mail in files, without any server. */
@NullMarked
package org.afterword.local.sign;

import org.jspecify.annotations.NullMarked;
